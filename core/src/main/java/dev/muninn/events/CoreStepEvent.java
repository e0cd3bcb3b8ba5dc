package dev.muninn.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("dev.muninn.CoreStep")
@Label("Core step")
@Description("One recurrence of all live rows")
@Category("Muninn")
@StackTrace(false)
public final class CoreStepEvent extends Event {
    @Label("Live rows")
    public int rows;

    @Label("Deepest row")
    @Description("Recurrences of the deepest live row after this step")
    public int deepest;
}
