package dev.muninn.eval.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All distances at once (Floyd and Warshall). A statement is a road. */
record RoadSolver() implements Solver {
    private static final Pattern CAN = Pattern.compile("Can you get from ([a-z]) to ([a-z])\\?");
    private static final int FAR = 1000;

    @Override
    public List<String> statements(String context) {
        assertThat(context).matches("Roads: ([a-z]-[a-z], )*[a-z]-[a-z]\\.");
        return List.of(
                context.substring("Roads: ".length(), context.length() - 1).split(", "));
    }

    @Override
    public String context(List<String> statements) {
        return "Roads: " + String.join(", ", statements) + ".";
    }

    /** Without a way, the depth is that of the towns' own ways: both must have one of the depth, checked by the caller. */
    @Override
    public Optional<Solved> solve(List<String> roads, String question) {
        Matcher can = CAN.matcher(question);
        assertThat(can.matches()).as(question).isTrue();
        int[][] away = distances(roads);
        int from = can.group(1).charAt(0) - 'a';
        int to = can.group(2).charAt(0) - 'a';
        if (away[from][to] == FAR) {
            return Optional.of(new Solved("no", Math.min(farthest(away[from]), farthest(away[to])), Set.of()));
        }
        Set<Integer> way = new HashSet<>();
        for (int i = 0; i < roads.size(); i++) {
            int a = roads.get(i).charAt(0) - 'a';
            int b = roads.get(i).charAt(2) - 'a';
            if (Math.min(away[from][a] + away[b][to], away[from][b] + away[a][to]) + 1 == away[from][to]) {
                way.add(i);
            }
        }
        return Optional.of(new Solved("yes", away[from][to], way));
    }

    static int degree(List<String> roads, char town) {
        return (int) roads.stream().filter(road -> road.indexOf(town) >= 0).count();
    }

    private static int farthest(int[] away) {
        return Arrays.stream(away).filter(d -> d < FAR).max().orElse(0);
    }

    private static int[][] distances(List<String> roads) {
        int[][] away = new int[26][26];
        for (int i = 0; i < 26; i++) {
            Arrays.fill(away[i], FAR);
            away[i][i] = 0;
        }
        for (String road : roads) {
            away[road.charAt(0) - 'a'][road.charAt(2) - 'a'] = 1;
            away[road.charAt(2) - 'a'][road.charAt(0) - 'a'] = 1;
        }
        for (int via = 0; via < 26; via++) {
            for (int a = 0; a < 26; a++) {
                for (int b = 0; b < 26; b++) {
                    away[a][b] = Math.min(away[a][b], away[a][via] + away[via][b]);
                }
            }
        }
        return away;
    }

    /** Towns are left in the order in which they were met; each leads to all its neighbours that were not met before. */
    @Override
    public void checkSteps(List<String> roads, Question question) {
        List<String> steps = List.of(question.steps().split("(?<=\\.) "));
        StringBuilder met = new StringBuilder(question.text().substring(17, 18));
        char goal = question.text().charAt(22);
        for (int i = 0; i < steps.size() - 1; i++) {
            char town = met.charAt(i);
            Set<String> fresh = new TreeSet<>();
            for (String road : roads) {
                if (road.indexOf(town) >= 0) {
                    String other = road.replaceAll("[-" + town + "]", "");
                    if (met.indexOf(other) < 0) {
                        fresh.add(other);
                    }
                }
            }
            assertThat(steps.get(i))
                    .isEqualTo("From " + town + ": " + (fresh.isEmpty() ? "none" : String.join(", ", fresh)) + ".");
            fresh.forEach(met::append);
            assertThat(met.indexOf("" + goal) >= 0)
                    .isEqualTo(i == steps.size() - 2 && question.answer().equals("yes"));
        }
        if (question.answer().equals("no")) {
            assertThat(met.length()).as("all were left").isEqualTo(steps.size() - 1);
        }
        assertThat(steps.getLast()).isEqualTo("So " + question.answer() + ".");
    }
}
