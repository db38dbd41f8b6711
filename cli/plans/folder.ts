/** The folder `callvault plan` writes to and `callvault apply` reads, unless another one is given. */
export const PLANS_FOLDER = 'plans';
