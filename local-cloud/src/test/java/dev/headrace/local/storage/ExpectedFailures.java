package dev.headrace.local.storage;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Turns the tests of these names round: they have to fail, and one that passes is an error, so that
 * what is said of another server stays true.
 */
final class ExpectedFailures implements InvocationInterceptor, BeforeAllCallback {
  private final Map<String, String> reasons;

  /**
   * @param reasons why, by the name of the test
   */
  ExpectedFailures(Map<String, String> reasons) {
    this.reasons = Map.copyOf(reasons);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Set<String> unknown = new TreeSet<>(reasons.keySet());
    unknown.removeAll(
        Arrays.stream(StorageContract.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .collect(Collectors.toSet()));
    if (!unknown.isEmpty()) {
      throw new AssertionError("Expected to fail, but no tests of the contract: " + unknown);
    }
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    String name = test.getExecutable().getName();
    String reason = reasons.get(name);
    if (reason == null) {
      invocation.proceed();
      return;
    }
    try {
      invocation.proceed();
    } catch (AssertionError | Exception expected) {
      System.out.println(name + " fails as expected: " + reason);
      return;
    }
    throw new AssertionError(
        name
            + " passes now; it was expected to fail, because "
            + reason
            + ". Take it from the list.");
  }
}
