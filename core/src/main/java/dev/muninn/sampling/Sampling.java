package dev.muninn.sampling;
public record Sampling(float temperature) { public static Sampling greedy() { return new Sampling(0); } }
