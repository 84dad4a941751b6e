package dev.headrace.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderFaultsTest {
  private static List<String> told(String found) {
    return new HeaderFaults(
            List.of("order_id", "shop", "product", "quantity"), List.of(found.split(",", -1)))
        .told();
  }

  @Test
  void aHeaderAsDeclaredHasNoFaultWhateverItsCase() {
    assertThat(told("order_id,Shop,PRODUCT,quantity")).isEmpty();
  }

  @Test
  void eachFaultIsToldWithItsColumnAndAllAtOnce() {
    assertThat(told("colour,order_id,product,shop,shop"))
        .containsExactly(
            "missing quantity",
            "not declared colour (position 1)",
            "named again shop (position 5)",
            "out of place shop (position 4), which belongs at position 2");
  }

  @Test
  void aColumnTooManyDoesNotPutTheOthersOutOfPlace() {
    assertThat(told("row,order_id,shop,product,quantity"))
        .containsExactly("not declared row (position 1)");
  }

  @Test
  void aColumnTooFewDoesNotPutTheOthersOutOfPlace() {
    assertThat(told("shop,product,quantity")).containsExactly("missing order_id");
  }

  @Test
  void oneColumnThatMovedIsNotToldOfAll() {
    assertThat(told("shop,product,quantity,order_id"))
        .containsExactly("out of place order_id (position 4), which belongs at position 1");
  }

  @Test
  void aHeaderOfAnotherFileIsNotListedToItsEnd() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "c" + i).toList();

    assertThat(new HeaderFaults(many, List.of("x")).told().get(0))
        .startsWith("missing c0, c1, ")
        .endsWith("c19 and 480 more");
  }
}
