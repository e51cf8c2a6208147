/** Ends a deployment. The message is for whoever runs it: what failed, then what to do. */
export class DeployFailure extends Error {}
