/** Who may do what: kept and given back as clients wrote it, and not enforced on this machine. */
package dev.headrace.local.iam;
