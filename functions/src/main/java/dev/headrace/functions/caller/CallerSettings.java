package dev.headrace.functions.caller;

import java.net.URI;
import java.util.Set;

/**
 * Whom a function serves.
 *
 * @param audiences for which a token may be made: the function's own addresses
 * @param accounts the e-mail addresses that may call
 * @param issuer who makes tokens
 * @param keys where the issuer publishes its keys, as a JSON Web Key Set
 */
public record CallerSettings(
    CallerCheck check, Set<String> audiences, Set<String> accounts, String issuer, URI keys) {
  public CallerSettings {
    audiences = Set.copyOf(audiences);
    accounts = Set.copyOf(accounts);
  }
}
