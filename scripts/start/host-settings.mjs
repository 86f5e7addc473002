/** Where the host agent that `npm start` runs keeps what is its own, as it reads it from its environment. */
export const hostSettings = ({ environment, paths }) => ({
  BUSBAR_HOST_STATE: paths.hostFolder,
  BUSBAR_RUNTIME: paths.runtimeFolder,
  BUSBAR_IMAGES: environment.inherited.BUSBAR_IMAGES ?? paths.imagesFolder,
});
