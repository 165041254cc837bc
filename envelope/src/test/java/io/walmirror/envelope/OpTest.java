package io.walmirror.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpTest {

  @ParameterizedTest
  @EnumSource(Op.class)
  void everyOpIsFoundByItsOwnCode(Op op) {
    assertThat(Op.ofCode(op.code())).contains(op);
  }

  @Test
  void codesAreDebeziums() {
    assertThat(Op.values()).extracting(Op::code).containsExactly("c", "u", "d", "r", "t", "m");
  }

  @Test
  void nothingElseIsAnOp() {
    for (String code : new String[] {"", "x", "C", "cu", "sweep", " c"}) {
      assertThat(Op.ofCode(code)).as(code).isEmpty();
    }
  }
}
