package dev.muninn.server.api;

import dev.muninn.server.http.Exchange;
import dev.muninn.server.json.Json;
import dev.muninn.server.schedule.Snapshot;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /live}: what the scheduler does now. Who asks twice has rates: counters come with the seconds they were counted in. */
public final class LiveApi {
    private final Served served;
    private final long start = System.nanoTime();

    public LiveApi(Served served) {
        this.served = served;
    }

    public void now(Exchange exchange) {
        Snapshot snapshot = served.scheduler().snapshot();
        ObjectNode json = Json.object();
        json.put("seconds", (System.nanoTime() - start) / 1e9);
        json.put("running", snapshot.running());
        json.put("waiting", snapshot.waiting());
        ArrayNode rows = json.putArray("rows_by_depth");
        for (int count : snapshot.rowsByDepth()) {
            rows.add(count);
        }
        json.put("kv_used_bytes", snapshot.kvUsedBytes());
        json.put("kv_limit_bytes", snapshot.kvLimitBytes());
        json.put("core_steps", snapshot.coreSteps());
        json.put("row_steps", snapshot.rowSteps());
        json.put("tokens", snapshot.tokens());
        exchange.header("Cache-Control", "no-store");
        exchange.send(json);
    }
}
