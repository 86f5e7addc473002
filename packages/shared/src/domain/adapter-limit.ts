/** As many network adapters as Hyper-V gives a VM. Apart, for pages that load the schemas later. */
export const adapterLimit = 8;
