/**
 * Stands in for Next's own types, which a library of the API's types names: those would make NODE_ENV mandatory
 * in every environment that a test or a benchmark hands to a process.
 */
export {};
