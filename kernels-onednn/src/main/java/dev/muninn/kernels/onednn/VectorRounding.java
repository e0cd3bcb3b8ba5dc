package dev.muninn.kernels.onednn;

import dev.muninn.tensor.Bf16;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@link Bf16#fromFloat} of many elements at once, to the bit. C2 does not turn the plain loop into vectors (JDK 25). */
final class VectorRounding implements Bf16Rounding {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> HALVES =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    @Override
    public void round(float[] from, int at, short[] to, int count) {
        int whole = FLOATS.loopBound(count);
        for (int i = 0; i < whole; i += FLOATS.length()) {
            FloatVector value = FloatVector.fromArray(FLOATS, from, at + i);
            IntVector bits = value.reinterpretAsInts();
            IntVector upper = bits.lanewise(VectorOperators.LSHR, 16);
            IntVector rounded = bits.add(0x7FFF).add(upper.and(1)).lanewise(VectorOperators.LSHR, 16);
            IntVector kept = rounded.blend(
                    upper.or(0x40), value.test(VectorOperators.IS_NAN).cast(INTS));
            ((ShortVector) kept.convertShape(VectorOperators.I2S, HALVES, 0)).intoArray(to, i);
        }
        for (int i = whole; i < count; i++) {
            to[i] = Bf16.fromFloat(from[at + i]);
        }
    }
}
