package io.walmirror.transforms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

@AnalyzeClasses(
    packages = "io.walmirror.transforms",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_CONNECT_AND_THE_ENVELOPE_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.walmirror.transforms..",
              "io.walmirror.envelope",
              "java..",
              "org.apache.kafka.common.cache",
              "org.apache.kafka.common.config",
              "org.apache.kafka.connect.components",
              "org.apache.kafka.connect.connector",
              "org.apache.kafka.connect.data",
              "org.apache.kafka.connect.errors",
              "org.apache.kafka.connect.header",
              "org.apache.kafka.connect.transforms..")
          .because(
              "transforms run in any worker, beside any source and any sink, with nothing of"
                  + " either in their zip");

  @ArchTest
  static final ArchRule ONLY_PLUGINS_ARE_PUBLIC =
      classes()
          .that()
          .arePublic()
          .should()
          .beAssignableTo(Transformation.class)
          .orShould()
          .beAssignableTo(Predicate.class)
          .because("what Connect does not load is nobody's API");

  @ArchTest
  static final ArchRule PLUGINS_SAY_THEIR_VERSION =
      classes()
          .that()
          .areAssignableTo(Transformation.class)
          .should()
          .beAssignableTo(Versioned.class)
          .because("the worker shows the version of a plugin, and configurations may ask for one");

  @ArchTest
  static final ArchRule NO_PACKAGE_CYCLES =
      slices()
          .matching("io.walmirror.(transforms..)")
          .should()
          .notDependOnEachOther()
          .because("inside a module no two packages import each other");
}
