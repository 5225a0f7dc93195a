package org.doorward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents' links to one another, and to headings. Links into the network are not followed. */
class LinksDocumentTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

    @Test
    void every_link_leads_to_a_file_and_a_heading_that_are_there() {
        List<String> broken = new ArrayList<>();
        int followed = 0;
        for (Path document : Documents.all()) {
            for (String target : targets(document)) {
                followed++;
                if (!leadsSomewhere(document, target)) {
                    broken.add(Documents.root().relativize(document) + " -> " + target);
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(followed).isGreaterThan(30);
    }

    @Test
    void every_document_is_named_in_the_readme() {
        String readme = Documents.text("README.md");
        for (Path document : Documents.all()) {
            Path fromRoot = Documents.root().relativize(document);
            if (fromRoot.getNameCount() == 2) {
                assertThat(readme).contains("](" + fromRoot + ")");
            }
        }
    }

    /** What several hands have written is apt to be there twice after it was put together. */
    @Test
    void no_heading_stands_twice_and_each_has_a_line_of_its_own() {
        for (Path document : Documents.all()) {
            Set<String> headings = new HashSet<>();
            String before = "";
            for (String line : prose(document).lines().toList()) {
                if (HEADING.matcher(line).matches()) {
                    assertThat(headings.add(line)).as(document + ": " + line).isTrue();
                    assertThat(before).as(document + ": before " + line).isEmpty();
                }
                before = line;
            }
        }
    }

    private static List<String> targets(Path document) {
        return LINK.matcher(prose(document))
                .results()
                .map(match -> match.group(1))
                .filter(target -> !target.contains("://"))
                .toList();
    }

    private static boolean leadsSomewhere(Path document, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    /** As GitHub makes them. */
    private static Set<String> anchors(Path file) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher heading = HEADING.matcher(prose(file));
        while (heading.find()) {
            String slug = heading.group(1)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-');
            int before = seen.merge(slug, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? slug : slug + "-" + before);
        }
        return anchors;
    }

    private static String prose(Path file) {
        return FENCED.matcher(Documents.text(file)).replaceAll("");
    }
}
