package dev.muninn.hub;

import java.util.SortedMap;

/**
 * What a repository holds at a revision.
 *
 * @param commit the commit that the revision stands for now
 * @param files sizes by path, -1 where the hub does not say; unsafe names are left out
 */
record Listing(String commit, SortedMap<String, Long> files) {}
