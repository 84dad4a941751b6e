package dev.headrace.functions.caller;

/** How much of a caller's identity a function checks itself. */
public enum CallerCheck {
  /** All of its ID token: signature, issuer, time, audience and account. */
  SIGNATURE,
  /**
   * All but the signature. Cloud Run with its own check on takes the signature off the token that
   * it hands on, so that nobody behind it can check or reuse it: what is left is a second fence,
   * against an invoker role that was granted too widely.
   */
  CLAIMS,
  /** Nothing: whomever the platform lets through may call. */
  PLATFORM
}
