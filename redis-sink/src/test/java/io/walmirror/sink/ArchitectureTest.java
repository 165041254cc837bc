package io.walmirror.sink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.walmirror.sink",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SINK = "io.walmirror.sink";

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching(SINK + ".(*)..")
          .should()
          .beFreeOfCycles()
          .because("packages are stages, and a change goes through them in one direction");

  @ArchTest
  static final ArchRule ONLY_PIPELINE_KNOWS_JEDIS =
      noClasses()
          .that()
          .resideOutsideOfPackage(SINK + ".pipeline..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..")
          .because("how Redis is talked to may change without rows and commands noticing");

  @ArchTest
  static final ArchRule STAGES_ARE_PURE =
      noClasses()
          .that()
          .resideInAnyPackage(
              SINK + ".row..", SINK + ".command..", SINK + ".text..", SINK + ".template..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              SINK + ".pipeline..",
              SINK + ".metrics..",
              SINK + ".config..",
              "java.net..",
              "java.nio.file..",
              "org.slf4j..",
              "org.apache.kafka.clients..")
          .because("what a record means depends on nothing but the record");

  @ArchTest
  static final ArchRule ROWS_KNOW_NO_COMMANDS =
      noClasses()
          .that()
          .resideInAPackage(SINK + ".row..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SINK + ".command..")
          .because("Connect → row → command → pipeline → Redis");

  @ArchTest
  static final ArchRule THE_PIPELINE_SEES_COMMANDS_NOT_RECORDS =
      noClasses()
          .that()
          .resideInAPackage(SINK + ".pipeline..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..")
          .because("Connect → row → command → pipeline → Redis");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_ENTRY_POINTS =
      noClasses()
          .that()
          .resideInAPackage(SINK + ".*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SINK)
          .because("the task knows its stages, never the other way round");

  @ArchTest
  static final ArchRule NO_OTHER_MODULE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.walmirror.connector..", "io.walmirror.transforms..", "io.walmirror.stack..")
          .because("each plugin is installed alone; they share the words of the envelope only");
}
