package dev.muninn.eval.proof.chart;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.proof.report.Block;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines of points with intervals, as PNG. */
public final class LineChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 470;
    private static final int MOST_LABELS = 12;
    private static final int FAINT = 140;

    /** Characters of a legend in one row, and those that a line's sample takes. */
    private static final int LEGEND_ROW = 95;

    private static final int LEGEND_LINE = 6;

    /** Intervals of lines that meet stand beside one another. */
    private static final double BESIDE = 0.035;

    /** Eight that colour-blind readers tell apart (Okabe and Ito 2008), the yellow darkened to be seen on white. */
    private static final Color[] PALETTE = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0x56B4E9),
        new Color(0xE69F00),
        new Color(0x000000),
        new Color(0xA79B00)
    };

    private final XYChart chart;
    private final List<String> names = new ArrayList<>();
    private int drawn;
    private int references;

    /** Axes named {@code x} and {@code y}. */
    public LineChart(String title, String x, String y) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        var style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(new Color(0xE4E4E0));
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setLegendBorderColor(Color.WHITE);
        style.setXAxisMaxLabelCount(MOST_LABELS);
        style.setMarkerSize(6);
        chart.setCustomXAxisTickLabelsFormatter(LineChart::tick);
        chart.setCustomYAxisTickLabelsFormatter(LineChart::tick);
    }

    /**
     * Loads what drawing needs. Fonts register a shutdown hook when they are first used, which a JVM that is ending refuses; a run that
     * is ended by Ctrl-C draws nevertheless.
     */
    public static void prepare() {
        new LineChart("nothing", "x", "y")
                .line("line", new double[] {0, 1}, new double[] {0, 1})
                .figure("nothing.png", "");
    }

    /** The vertical axis is a percentage. */
    public LineChart percent() {
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(100.0);
        chart.getStyler().setYAxisTickMarkSpacingHint(30);
        return this;
    }

    public LineChart logarithmicY() {
        chart.getStyler().setYAxisLogarithmic(true);
        return this;
    }

    /** The horizontal axis is drawn as powers of two: give {@link #log2} of each value. */
    public LineChart powersOfTwo() {
        chart.setCustomXAxisTickLabelsFormatter(exponent -> tick(Math.pow(2, exponent)));
        return this;
    }

    public static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /** A line through points. */
    public LineChart line(String name, double[] x, double[] y) {
        Color colour = PALETTE[drawn % PALETTE.length];
        series(name, x, y, colour, drawn < PALETTE.length ? new BasicStroke(2f) : dashes(6))
                .setMarker(SeriesMarkers.CIRCLE);
        drawn++;
        return this;
    }

    /** A line through points, each with the ends of its interval; XChart's own error bars are symmetric, ours are not. */
    public LineChart line(String name, double[] x, double[] y, double[] low, double[] high) {
        line(name, x, y);
        Color colour = PALETTE[(drawn - 1) % PALETTE.length];
        Color faint = new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), FAINT);
        for (int i = 0; i < x.length; i++) {
            double at = x[i] + BESIDE * (drawn - 1);
            XYSeries bar =
                    chart.addSeries(name + " interval " + i, new double[] {at, at}, new double[] {low[i], high[i]});
            bar.setMarker(SeriesMarkers.NONE);
            bar.setLineColor(faint);
            bar.setLineStyle(new BasicStroke(1.2f));
            bar.setShowInLegend(false);
        }
        return this;
    }

    /** A thin dashed line without points, such as a baseline; the first of them is dotted, each next one has longer dashes. */
    public LineChart reference(String name, double[] x, double[] y) {
        series(name, x, y, new Color(0x555555), dashes(2 + 6 * references)).setMarker(SeriesMarkers.NONE);
        references++;
        return this;
    }

    private static BasicStroke dashes(float length) {
        return new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {length, 4}, 0);
    }

    private XYSeries series(String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
        names.add(name);
        XYSeries series = chart.addSeries(name, x, y);
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        series.setLineStyle(stroke);
        return series;
    }

    private static String tick(double value) {
        if (value != 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3)) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : new BigDecimal(value)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** Names in a row below if they fit there, else one below another at the side. */
    private void fitLegend() {
        int row = names.stream().mapToInt(name -> name.length() + LEGEND_LINE).sum();
        chart.getStyler()
                .setLegendPosition(row <= LEGEND_ROW ? Styler.LegendPosition.OutsideS : Styler.LegendPosition.OutsideE);
        chart.getStyler()
                .setLegendLayout(row <= LEGEND_ROW ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
    }

    /** The figure {@code file}. */
    public Block.Figure figure(String file, String caption) {
        fitLegend();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", png);
            return new Block.Figure(file, caption, new Block.Png(png.toByteArray()));
        } catch (IOException e) {
            throw new MuninnException(file + ": the plot could not be drawn: " + e.getMessage(), e);
        }
    }
}
