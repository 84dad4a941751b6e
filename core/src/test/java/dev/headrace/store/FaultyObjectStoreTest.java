package dev.headrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.store.FaultyObjectStore.Call;
import dev.headrace.store.FaultyObjectStore.Crash;
import dev.headrace.store.FaultyObjectStore.Fault;
import dev.headrace.store.FaultyObjectStore.Operation;
import dev.headrace.store.FaultyObjectStore.Plan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultyObjectStoreTest extends ObjectStoreContract {
  private static final Content ONE = Content.json("1".getBytes(StandardCharsets.UTF_8));

  private final InMemoryObjectStore behind = new InMemoryObjectStore();

  @Override
  protected ObjectStore emptyStore() {
    return new FaultyObjectStore(new InMemoryObjectStore(), Plan.none());
  }

  @Test
  void aLostRequestIsNotApplied() {
    assertThat(faulty(Fault.LOST_REQUEST).create("a", ONE)).isInstanceOf(WriteResult.Unknown.class);
    assertThat(behind.read("a")).isEmpty();
  }

  @Test
  void aWriteWhoseAnswerIsLostIsApplied() {
    assertThat(faulty(Fault.LOST_ANSWER).create("a", ONE)).isInstanceOf(WriteResult.Unknown.class);
    assertThat(behind.read("a")).isPresent();
  }

  @Test
  void aLateWriteLandsUnderTheConditionItWasSentWith() {
    var store = faulty(Fault.LATE);
    store.create("a", ONE);
    assertThat(behind.read("a")).isEmpty();
    store.create("a", ONE);

    store.land();

    assertThat(behind.history("a")).hasSize(1);
  }

  @Test
  void aReadThatMeetsAFaultIsAnOutage() {
    assertThatThrownBy(() -> faulty(Fault.LOST_ANSWER).read("a"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("planned outage");
  }

  @Test
  void aCrashLeavesTheWriteUndoneOrDone() {
    assertThatThrownBy(() -> faulty(Fault.CRASH_BEFORE).create("a", ONE)).isInstanceOf(Crash.class);
    assertThat(behind.read("a")).isEmpty();
    assertThatThrownBy(() -> faulty(Fault.CRASH_AFTER).create("a", ONE)).isInstanceOf(Crash.class);
    assertThat(behind.read("a")).isPresent();
  }

  @Test
  void callsAreCountedWhateverBecameOfThem() {
    var store = faulty(Fault.LOST_REQUEST);
    store.create("a", ONE);
    store.create("a", ONE);
    store.list("a");

    assertThat(store.count(Operation.CREATE)).isEqualTo(2);
    assertThat(store.calls())
        .containsExactly(
            new Call(Operation.CREATE, "a"),
            new Call(Operation.CREATE, "a"),
            new Call(Operation.LIST, "a"));
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertThat(faults(7)).isEqualTo(faults(7)).contains(Fault.NONE, Fault.LATE);
  }

  private static List<Fault> faults(long seed) {
    Plan plan = Plan.seeded(seed, 0.5, Fault.LATE, Fault.LOST_ANSWER);
    return IntStream.range(0, 50).mapToObj(i -> plan.fault(new Call(Operation.READ, "a"))).toList();
  }

  private FaultyObjectStore faulty(Fault fault) {
    return new FaultyObjectStore(behind, Plan.at(1, fault));
  }
}
