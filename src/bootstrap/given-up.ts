/** The last word of a process that cannot go on, fit to be read as it is. */
export class GivenUp extends Error {}
