package dev.muninn.hub;

import java.util.OptionalLong;

/**
 * A file of a repository at a commit, as the hub announces it.
 *
 * @param path its place in the repository
 * @param commit the commit, 40 digits
 * @param etag the name of its blob: the sha256 of a large file, git's hash of a small one
 * @param size its bytes, if the hub says so
 */
record RemoteFile(String path, String commit, String etag, OptionalLong size) {}
