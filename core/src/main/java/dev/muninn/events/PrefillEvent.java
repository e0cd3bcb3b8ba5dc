package dev.muninn.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("dev.muninn.Prefill")
@Label("Prefill")
@Description("A prompt went through all its recurrences")
@Category("Muninn")
@StackTrace(false)
public final class PrefillEvent extends Event {
    @Label("Tokens")
    public int tokens;

    @Label("Recurrences")
    public int recurrences;
}
