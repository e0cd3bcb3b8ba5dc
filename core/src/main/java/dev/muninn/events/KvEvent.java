package dev.muninn.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

@Name("dev.muninn.KvPool")
@Label("KV pool grows")
@Description("The pool of keys and values took memory from the system")
@Category("Muninn")
@StackTrace(false)
public final class KvEvent extends Event {
    @Label("Taken")
    @DataAmount
    public long bytes;

    @Label("Pool size")
    @DataAmount
    public long poolBytes;
}
