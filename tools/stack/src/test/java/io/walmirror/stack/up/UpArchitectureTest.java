package io.walmirror.stack.up;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.walmirror.stack",
    importOptions = ImportOption.DoNotIncludeTests.class)
class UpArchitectureTest {

  @ArchTest
  static final ArchRule theStackKnowsNothingOfUp =
      noClasses()
          .that()
          .resideOutsideOfPackage("..stack.up..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..stack.up..")
          .because("every module's tests use the stack; up is one of its users");

  @ArchTest
  static final ArchRule theCheckDoesNotKnowTheShop =
      noClasses()
          .that()
          .resideInAPackage("..up.mirror..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..up.shop..", "..up.screen..", "..up.running..", "..up.console..")
          .because("what judges the mirror must not know what wrote it");
}
