package dev.muninn.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("dev.muninn.Exit")
@Label("Exit")
@Description("A token is final: its recurrences are over")
@Category("Muninn")
@StackTrace(false)
public final class ExitEvent extends Event {
    @Label("Position")
    public int position;

    @Label("Recurrences")
    public int recurrences;

    @Label("Exited")
    @Description("Whether the exit criterion stopped it before its recurrences were used up")
    public boolean exited;

    @Label("Exit value")
    public double value;
}
