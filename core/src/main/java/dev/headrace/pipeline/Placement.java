package dev.headrace.pipeline;

/**
 * Where the jobs of a stage run that is not run serverless.
 *
 * @param cluster a cluster that is there already, in the region of the installation
 */
public record Placement(ClusterName cluster) {}
