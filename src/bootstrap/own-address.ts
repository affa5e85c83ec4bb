/** Where this process can be reached from itself: known once the server listens. */
export class OwnAddress {
  url = '';
}
