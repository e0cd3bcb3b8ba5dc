package dev.muninn.template;

/** What one rendering computes with. */
record Runtime(
        Budget budget,
        Printing printing,
        Comparing comparing,
        Formatting formatting,
        Operators operators,
        Members members) {
    static Runtime of(Budget budget) {
        Printing printing = new Printing(budget);
        Comparing comparing = new Comparing(budget);
        Formatting formatting = new Formatting(budget, printing);
        return new Runtime(
                budget,
                printing,
                comparing,
                formatting,
                new Operators(budget, formatting),
                new Members(budget, comparing, formatting));
    }
}
