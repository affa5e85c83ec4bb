export const roles = ['user', 'creator', 'premium', 'moderator', 'admin'] as const;
export type Role = (typeof roles)[number];
