/** Where this machine keeps what a cloud would keep, beside the configuration. */
export const localFolder = '.sallyport';
