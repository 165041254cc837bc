package io.walmirror.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.walmirror.stack",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.walmirror.(**)")
          .should()
          .beFreeOfCycles()
          .because("inside a module no two packages import each other");

  @ArchTest
  static final ArchRule pluginsAreFilesHere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.walmirror.connector..",
              "io.walmirror.transforms..",
              "io.walmirror.sink..",
              "io.walmirror.envelope..")
          .because("every module may use the stack in its tests, so the stack knows none of them");

  @ArchTest
  static final ArchRule serversAreProcesses =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.walmirror.stack.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "kafka..", "redis.clients..")
          .because(
              "servers have class paths of their own, and tests must not believe the sink's client");

  @ArchTest
  static final ArchRule testcontainersIsOptional =
      classes()
          .that()
          .resideOutsideOfPackage("io.walmirror.stack.container..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("org.testcontainers..", "com.github.dockerjava..")
          .because("a stack without containers runs without their jars");
}
