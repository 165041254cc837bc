package io.walmirror.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.walmirror.bench",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching("io.walmirror.bench.(*)..")
          .should()
          .beFreeOfCycles()
          .because("result, process, source or sink, command is the order in which it is read");

  @ArchTest
  static final ArchRule THE_BENCHES_KNOW_NOTHING_OF_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideInAPackage("io.walmirror.bench.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.walmirror.bench")
          .because("the command runs them, not the other way round");

  @ArchTest
  static final ArchRule THE_PEER_RUNS_WITHOUT_OUR_LIBRARIES =
      classes()
          .that()
          .haveNameMatching(
              "io\\.walmirror\\.bench\\."
                  + "(source\\.(TaskDrain|StoredOffset|EventTally|Counts)"
                  + "|process\\.(ContenderPipe|RowClock.*)|result\\.(Numbers|Measure))")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.sun.management",
              "org.apache.kafka..",
              "io.walmirror.bench.source",
              "io.walmirror.bench.process",
              "io.walmirror.bench.result")
          .because("Debezium's process has Debezium's class path and the bench's own classes");

  @ArchTest
  static final ArchRule ONLY_THE_ORDERS_KNOW_THE_CONNECTOR =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.walmirror.bench.orders", "io.walmirror.bench.micro")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.walmirror.connector..", "io.walmirror.sink..")
          .because("tasks are measured through Connect's API, as a worker uses them");
}
