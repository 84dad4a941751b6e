/** Who calls functions: ID tokens as Google's are, signed with a key of this local cloud. */
package dev.headrace.local.identity;
