package org.doorward;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/**
 * The arrows between the packages, as docs/architecture.md draws them: the rules that a reader may rely on when looking
 * at one package alone. A package that is not written yet breaks none of them.
 */
@AnalyzeClasses(packages = "org.doorward", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
    private static final String[] LIBRARIES_THE_STORE_LEAVES_ALONE = {
        "com.fasterxml.jackson..", "io.micrometer..", "io.netty..", "org.tomlj..", "picocli..",
    };

    @ArchTest
    static final ArchRule the_store_knows_nothing_of_what_uses_it = noClasses()
            .that()
            .resideInAPackage("org.doorward.store..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.doorward..").and(resideOutsideOfPackage("org.doorward.store..")))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_store_knows_no_wire_no_meters_and_no_configuration_language = noClasses()
            .that()
            .resideInAPackage("org.doorward.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LIBRARIES_THE_STORE_LEAVES_ALONE)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_protocol_knows_netty_and_the_jdk_only = classes()
            .that()
            .resideInAPackage("org.doorward.protocol..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.doorward.protocol..",
                    "org.doorward.text..",
                    "io.netty..",
                    "java..",
                    "org.jspecify.annotations..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule a_decision_knows_no_network_no_server_and_no_check = noClasses()
            .that()
            .resideInAPackage("org.doorward.decision..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.doorward.server..", "org.doorward.check..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule a_check_knows_neither_the_server_nor_the_operators_interfaces = noClasses()
            .that()
            .resideInAPackage("org.doorward.check..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.doorward.admin..", "org.doorward.cli..", "org.doorward.server..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule no_packages_go_in_circles =
            slices().matching("org.doorward.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    /** Leaves out test code, in the folders of a full build and of one with -Dquick; ArchUnit's own knows the first only. */
    static final class NoTests implements ImportOption {
        private static final Pattern TEST_FOLDERS = Pattern.compile(".*/target/test-[a-z-]+/.*");

        @Override
        public boolean includes(Location location) {
            return !location.matches(TEST_FOLDERS);
        }
    }
}
