package io.walmirror.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.walmirror.it")
class ArchitectureTest {

  @ArchTest
  static final ArchRule noTwoPackagesImportEachOther =
      slices()
          .matching("io.walmirror.it.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a test is read from the scenario down to what it stands on");

  @ArchTest
  static final ArchRule onlyTheZipsAreTested =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.walmirror.envelope..",
              "io.walmirror.connector..",
              "io.walmirror.transforms..",
              "io.walmirror.sink..")
          .because("a check that shares code with what it checks shares its mistakes");
}
