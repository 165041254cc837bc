package io.walmirror.dist;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports between modules point one way. */
@AnalyzeClasses(packages = "io.walmirror")
class ModuleImportsTest {

  private static final String ENVELOPE = "io.walmirror.envelope..";
  private static final String CONNECTOR = "io.walmirror.connector..";
  private static final String TRANSFORMS = "io.walmirror.transforms..";
  private static final String SINK = "io.walmirror.sink..";
  private static final String STACK = "io.walmirror.stack..";

  @ArchTest
  static final ArchRule ENVELOPE_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage(ENVELOPE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONNECTOR, TRANSFORMS, SINK, STACK)
          .because("the words that both ends share stand on connect-api alone");

  @ArchTest
  static final ArchRule CONNECTOR_KNOWS_ENVELOPE =
      noClasses()
          .that()
          .resideInAPackage(CONNECTOR)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TRANSFORMS, SINK, STACK)
          .because("the source is installed without the other plugins");

  @ArchTest
  static final ArchRule TRANSFORMS_KNOW_ENVELOPE =
      noClasses()
          .that()
          .resideInAPackage(TRANSFORMS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONNECTOR, SINK, STACK)
          .because("the transforms are used beside other people's connectors");

  @ArchTest
  static final ArchRule SINK_KNOWS_ENVELOPE =
      noClasses()
          .that()
          .resideInAPackage(SINK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONNECTOR, TRANSFORMS, STACK)
          .because("the sink also mirrors what other sources write");

  @ArchTest
  static final ArchRule STACK_KNOWS_NO_PLUGIN =
      noClasses()
          .that()
          .resideInAPackage(STACK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONNECTOR, TRANSFORMS, SINK)
          .because("every module may use the stack in its tests: it is given paths of zips");

  @ArchTest
  static final ArchRule PLUGINS_USE_CONNECTS_API_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(ENVELOPE, CONNECTOR, TRANSFORMS, SINK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka.connect.runtime..", "org.apache.kafka.common.utils..")
          .because("Connect's own classes change between the versions that a plugin must run on");
}
