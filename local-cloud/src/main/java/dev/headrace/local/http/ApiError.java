package dev.headrace.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A refusal that the client sees, in the JSON form of Google's APIs.
 *
 * <p>It has no stack trace: half of all storage look-ups are misses, and they are ordinary.
 */
public final class ApiError extends RuntimeException {
  private final int code;
  private final String reason;
  private final String status;

  /**
   * @param code the HTTP status
   * @param reason the word in {@code errors[].reason}, such as {@code conditionNotMet}
   * @param status the canonical code, such as {@code FAILED_PRECONDITION}
   */
  public ApiError(int code, String reason, String status, String message) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.status = status;
  }

  public static ApiError invalid(String message) {
    return new ApiError(400, "invalid", "INVALID_ARGUMENT", message);
  }

  public static ApiError failedPrecondition(String message) {
    return new ApiError(400, "failedPrecondition", "FAILED_PRECONDITION", message);
  }

  public static ApiError notFound(String message) {
    return new ApiError(404, "notFound", "NOT_FOUND", message);
  }

  public static ApiError alreadyExists(String message) {
    return new ApiError(409, "conflict", "ALREADY_EXISTS", message);
  }

  public static ApiError conditionNotMet(String message) {
    return new ApiError(412, "conditionNotMet", "FAILED_PRECONDITION", message);
  }

  /** An error of which only the HTTP status is known, with the reason and code that go with it. */
  public static ApiError ofStatus(int code, String message) {
    return switch (code) {
      case 401 -> new ApiError(code, "authError", "UNAUTHENTICATED", message);
      case 403 -> new ApiError(code, "forbidden", "PERMISSION_DENIED", message);
      case 404 -> notFound(message);
      case 408 -> new ApiError(code, "requestTimeout", "DEADLINE_EXCEEDED", message);
      case 409 -> alreadyExists(message);
      case 412 -> conditionNotMet(message);
      case 429 -> new ApiError(code, "rateLimitExceeded", "RESOURCE_EXHAUSTED", message);
      case 500 -> new ApiError(code, "internalError", "INTERNAL", message);
      case 503 -> new ApiError(code, "backendError", "UNAVAILABLE", message);
      case 504 -> new ApiError(code, "gatewayTimeout", "DEADLINE_EXCEEDED", message);
      default ->
          code < 500
              ? new ApiError(code, "invalid", "INVALID_ARGUMENT", message)
              : new ApiError(code, "backendError", "UNKNOWN", message);
    };
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  ObjectNode toJson() {
    ObjectNode root = Json.object();
    ObjectNode error = root.putObject("error").put("code", code).put("message", getMessage());
    error
        .putArray("errors")
        .addObject()
        .put("message", getMessage())
        .put("domain", "global")
        .put("reason", reason);
    error.put("status", status);
    return root;
  }
}
