package io.walmirror.envelope;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.walmirror.envelope",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_CONNECT_API_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.walmirror.envelope",
              "java..",
              "org.apache.kafka.connect.data",
              "org.apache.kafka.connect.errors",
              "org.apache.kafka.connect.header")
          .because(
              "every plugin carries this module: what it needed, all of them would have to ship");
}
