package io.perpixel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;

/** The layers of docs/architecture.md, kept. */
@AnalyzeClasses(packagesOf = LayeringTest.class, importOptions = DoNotIncludeTests.class)
class LayeringTest {
  @ArchTest
  static final ArchRule onlyJobAndSparkKnowSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.perpixel.job..", "io.perpixel.spark..", "io.perpixel.notebook..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.deeplearning4j.spark..")
          .because("everything else must run, and be tested, without a cluster");

  @ArchTest
  static final ArchRule onlyJobReadsSettings =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.perpixel.job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.typesafe.config..", "picocli..")
          .because("other packages get values, so that a wrong key has one place to be found");

  @ArchTest static final ArchRule imageStandsAlone = standsAlone("image");
  @ArchTest static final ArchRule paletteStandsAlone = standsAlone("palette");
  @ArchTest static final ArchRule metricStandsAlone = standsAlone("metric");
  @ArchTest static final ArchRule manifestStandsAlone = standsAlone("manifest");

  private static ArchRule standsAlone(String name) {
    String own = "io.perpixel." + name + "..";
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(resideInAPackage("io.perpixel..").and(not(resideInAPackage(own))))
        .because("it is plain Java on plain arrays, for anyone to call");
  }

  @ArchTest
  static final ArchRule nothingDependsOnCommands =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.perpixel.job..", "io.perpixel.notebook..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.perpixel.job..")
          .because("commands are the top layer");

  @ArchTest
  static final ArchRule noCircles = slices().matching("io.perpixel.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noUtil =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..")
          .because("a package is named after what it holds");

  @ArchTest
  static void everyPackageIsDescribed(JavaClasses classes) {
    Set<String> described =
        classes.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    assertThat(classes.stream().map(JavaClass::getPackageName)).isSubsetOf(described);
  }
}
