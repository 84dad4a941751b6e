package dev.headrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A store in front of another, between which requests and answers get lost as a plan says. */
public final class FaultyObjectStore implements ObjectStore {
  /** What is asked of the store. */
  public enum Operation {
    READ,
    CREATE,
    REPLACE,
    DELETE,
    LIST
  }

  /**
   * What goes wrong with one call. A read or a listing that meets any fault but a crash is an
   * outage.
   */
  public enum Fault {
    NONE,
    /** The request never arrives; the caller cannot know. */
    LOST_REQUEST,
    /** The write is applied, its answer is lost. */
    LOST_ANSWER,
    /** The caller is told "unknown", and the write lands at the next {@link #land()}. */
    LATE,
    /** The caller's process ends before the request is sent. */
    CRASH_BEFORE,
    /** The caller's process ends after the request is applied. */
    CRASH_AFTER
  }

  /** One call that arrived here, whatever became of it. */
  public record Call(Operation operation, String name) {}

  /** Says for each call what goes wrong with it. */
  @FunctionalInterface
  public interface Plan {
    Fault fault(Call call);

    /** Nothing ever goes wrong. */
    static Plan none() {
      return call -> Fault.NONE;
    }

    /** The call of this number, counted from 1, meets the fault; all others are well. */
    static Plan at(int number, Fault fault) {
      var counted = new int[1];
      return call -> ++counted[0] == number ? fault : Fault.NONE;
    }

    /** Each call meets one of the faults with this probability; the same seed, the same faults. */
    static Plan seeded(long seed, double probability, Fault... faults) {
      var random = new SplittableRandom(seed);
      return call ->
          random.nextDouble() < probability ? faults[random.nextInt(faults.length)] : Fault.NONE;
    }
  }

  /** The end of the process that was calling: nothing after it is executed. */
  public static final class Crash extends Error {
    private Crash(Call call, Fault fault) {
      super(fault + " " + call);
    }
  }

  @FunctionalInterface
  private interface Request {
    WriteResult send();
  }

  private final ObjectStore store;
  private final Plan plan;
  private final List<Call> calls = new ArrayList<>();
  private final List<Request> late = new ArrayList<>();

  public FaultyObjectStore(ObjectStore store, Plan plan) {
    this.store = store;
    this.plan = plan;
  }

  @Override
  public Optional<StoredObject> read(String name) {
    return look(new Call(Operation.READ, name), () -> store.read(name));
  }

  @Override
  public WriteResult create(String name, Content content) {
    return write(new Call(Operation.CREATE, name), () -> store.create(name, content));
  }

  @Override
  public WriteResult replace(String name, long generation, Content content) {
    return write(new Call(Operation.REPLACE, name), () -> store.replace(name, generation, content));
  }

  @Override
  public WriteResult delete(String name, long generation) {
    return write(new Call(Operation.DELETE, name), () -> store.delete(name, generation));
  }

  @Override
  public List<Listed> list(String prefix) {
    return look(new Call(Operation.LIST, prefix), () -> store.list(prefix));
  }

  /** Every call so far, in the order of their arrival. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** How often this was asked so far. */
  public long count(Operation operation) {
    return calls().stream().filter(call -> call.operation() == operation).count();
  }

  /** Lets every late write arrive now, in order, under the conditions it was sent with. */
  public void land() {
    List<Request> arriving;
    synchronized (this) {
      arriving = List.copyOf(late);
      late.clear();
    }
    arriving.forEach(Request::send);
  }

  private <T> T look(Call call, Supplier<T> answer) {
    return switch (next(call)) {
      case NONE -> answer.get();
      case LOST_REQUEST, LOST_ANSWER, LATE ->
          throw new StoreUnavailableException("planned outage at " + call, null);
      case CRASH_BEFORE -> throw new Crash(call, Fault.CRASH_BEFORE);
      case CRASH_AFTER -> throw new Crash(call, Fault.CRASH_AFTER);
    };
  }

  private WriteResult write(Call call, Request request) {
    return switch (next(call)) {
      case NONE -> request.send();
      case LOST_REQUEST -> new WriteResult.Unknown("planned: the request was lost");
      case LOST_ANSWER -> {
        request.send();
        yield new WriteResult.Unknown("planned: the answer was lost");
      }
      case LATE -> {
        delay(request);
        yield new WriteResult.Unknown("planned: the request is late");
      }
      case CRASH_BEFORE -> throw new Crash(call, Fault.CRASH_BEFORE);
      case CRASH_AFTER -> {
        request.send();
        throw new Crash(call, Fault.CRASH_AFTER);
      }
    };
  }

  private synchronized Fault next(Call call) {
    calls.add(call);
    return plan.fault(call);
  }

  private synchronized void delay(Request request) {
    late.add(request);
  }
}
