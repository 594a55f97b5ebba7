/** Imports as plain Node does, past the test runner's own module handling, so that module hooks apply. */
exports.nativeImport = (url) => import(url);
