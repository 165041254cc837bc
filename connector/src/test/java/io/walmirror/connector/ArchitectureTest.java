package io.walmirror.connector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.walmirror.connector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noTwoPackagesImportEachOther =
      slices()
          .matching("io.walmirror.connector.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a change goes one way, and a reader walks the packages in that order");

  @ArchTest
  static final ArchRule stagesDoNotKnowTheTask =
      noClasses()
          .that()
          .resideInAPackage("io.walmirror.connector.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.walmirror.connector")
          .because("the task puts the stages together, no stage knows by whom it is used");

  @ArchTest
  static final ArchRule onlyWireAndCatalogTouchJdbc =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.walmirror.connector.pgoutput..",
              "io.walmirror.connector.assemble..",
              "io.walmirror.connector.event..",
              "io.walmirror.connector.value..",
              "io.walmirror.connector.record..",
              "io.walmirror.connector.ack..",
              "io.walmirror.connector.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
          .because("a decoder that asks the database answers for now, not for the change's time");

  @ArchTest
  static final ArchRule pgoutputIsPure =
      noClasses()
          .that()
          .resideInAPackage("io.walmirror.connector.pgoutput..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "io.walmirror.connector.catalog..", "java.net..", "java.io..")
          .because(
              "bytes to messages needs no I/O, no Kafka and no catalog, and is tested without");

  @ArchTest
  static final ArchRule kafkaConnectStaysAtTheEdge =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.walmirror.connector.wire..",
              "io.walmirror.connector.catalog..",
              "io.walmirror.connector.assemble..",
              "io.walmirror.connector.event..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("what PostgreSQL says is understood before it is told to Kafka");
}
