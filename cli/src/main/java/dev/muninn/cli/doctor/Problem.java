package dev.muninn.cli.doctor;

/** Something that is wrong here. */
public record Problem(String what, String cure) {}
