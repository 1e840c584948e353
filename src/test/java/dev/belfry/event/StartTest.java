package dev.belfry.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StartTest {

  @Test
  void after_keepsAnIdWhole_andLetsNoOtherBecomeOneByBeingCut() {
    assertThat(new Start.After("x".repeat(128)).requested()).hasSize(128);
    assertThat(new Start.After("x".repeat(9_000)).requested()).hasSize(129);
  }
}
