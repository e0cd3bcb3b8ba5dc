package dev.muninn.cli;

/** Placeholder, replaced at merge: prints the version. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("muninn " + Main.class.getPackage().getImplementationVersion());
    }
}
