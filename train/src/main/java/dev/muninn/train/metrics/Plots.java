package dev.muninn.train.metrics;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws what the tables of a run hold, as PNG files. */
public final class Plots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 600;

    /** Points of a curve at most; more are averaged, in groups of equal size. */
    private static final int POINTS = 500;

    /** The unit of an axis that goes from 0 to 100, whatever the curves do. */
    private static final String SOLVED = "% solved";

    private static final Pattern COMMA = Pattern.compile(",");

    /** A curve. */
    private record Line(List<Double> x, List<Double> y) {
        Line() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(double px, double py) {
            if (Double.isFinite(py)) {
                x.add(px);
                y.add(py);
            }
        }
    }

    private Plots() {}

    /** Writes {@code plots/*.png} of the run in {@code output}. */
    public static void write(Path output) {
        Path plots = output.resolve("plots");
        try {
            Files.createDirectories(plots);
            loss(output, plots);
            if (Files.exists(output.resolve(CsvLog.EVALUATION))) {
                evaluation(output, plots);
            }
        } catch (IOException e) {
            throw new MuninnException(plots + ": plots cannot be written: " + e.getMessage(), e);
        }
    }

    private static void loss(Path output, Path plots) throws IOException {
        Line loss = new Line();
        for (String[] row : rows(output.resolve(CsvLog.STEPS))) {
            loss.add(Double.parseDouble(row[0]), Double.parseDouble(row[1]));
        }
        save("Training loss", "step", "nats a token", Map.of("loss", thinned(loss)), plots.resolve("loss.png"));
    }

    private static void evaluation(Path output, Path plots) throws IOException {
        Map<String, Line> accuracyByStep = new TreeMap<>();
        Map<String, Line> lossByStep = new TreeMap<>();
        Map<String, Map<String, Line>> byDepth = new TreeMap<>();
        List<String[]> rows = rows(output.resolve(CsvLog.EVALUATION));
        if (rows.isEmpty()) {
            return;
        }
        double lastStep = Double.parseDouble(rows.getLast()[0]);
        for (String[] row : rows) {
            double step = Double.parseDouble(row[0]);
            double depth = Double.parseDouble(row[2]);
            double accuracy = 100 * Double.parseDouble(row[5]) / Double.parseDouble(row[4]);
            if (row[1].equals(CsvLog.ALL)) {
                String series = "r = " + row[2];
                accuracyByStep.computeIfAbsent(series, s -> new Line()).add(step, accuracy);
                lossByStep.computeIfAbsent(series, s -> new Line()).add(step, Double.parseDouble(row[6]));
            } else if (step == lastStep) {
                byDepth.computeIfAbsent(family(row[1]), f -> new TreeMap<>())
                        .computeIfAbsent(row[1], label -> new Line())
                        .add(depth, accuracy);
            }
        }
        save("Held-out problems solved", "step", SOLVED, accuracyByStep, plots.resolve("accuracy.png"));
        save("Held-out loss", "step", "nats a token", lossByStep, plots.resolve("held-out-loss.png"));
        for (Map.Entry<String, Map<String, Line>> family : byDepth.entrySet()) {
            String name = family.getKey();
            save(
                    "Solved after training: " + name,
                    "recurrences",
                    SOLVED,
                    family.getValue(),
                    plots.resolve("depth-" + name.replaceAll("[^A-Za-z0-9-]", "_") + ".png"));
        }
    }

    /** What comes before the first slash of a label. */
    private static String family(String label) {
        int slash = label.indexOf('/');
        return slash < 0 ? label : label.substring(0, slash);
    }

    private static List<String[]> rows(Path table) throws IOException {
        return Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> COMMA.split(line, -1))
                .toList();
    }

    private static Line thinned(Line line) {
        int group = (line.x.size() + POINTS - 1) / POINTS;
        if (group <= 1) {
            return line;
        }
        Line thin = new Line();
        for (int from = 0; from < line.x.size(); from += group) {
            int to = Math.min(line.x.size(), from + group);
            thin.add(line.x.get(to - 1), mean(line.y.subList(from, to)));
        }
        return thin;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    }

    private static void save(String title, String x, String y, Map<String, Line> lines, Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        if (y.equals(SOLVED)) {
            chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
        }
        lines.forEach((name, line) -> {
            if (!line.x.isEmpty()) {
                chart.addSeries(name, line.x, line.y).setMarker(SeriesMarkers.NONE);
            }
        });
        if (lines.values().stream().anyMatch(line -> !line.x.isEmpty())) {
            Files.write(file, ChartEncoder.getBytes(chart, "PNG"));
        }
    }
}
