package dev.muninn.weights;

import dev.muninn.config.JsonFields;
import dev.muninn.error.MuninnException;
import dev.muninn.tensor.WeightFormat;
import java.util.Arrays;

/** Which tensors of a file can stand for a matrix or a vector of a model. */
final class StorageRules {
    private StorageRules() {}

    /** Refuses a tensor that is not a (rows, cols) matrix in a storage that {@link Checkpoint} describes. */
    static void matrix(Checkpoint checkpoint, TensorInfo tensor, int rows, int cols) {
        switch (tensor.dtype()) {
            case F32, BF16, F16 -> shape(tensor, rows, cols);
            case I8 -> {
                shape(tensor, rows, cols);
                TensorInfo scales = scales(checkpoint, tensor);
                if (!scales.hasShape(rows, 1)) {
                    shape(scales, rows, WeightFormat.INT8.scales(cols));
                }
            }
            case U8 -> {
                shape(tensor, rows, (cols + 1) / 2);
                shape(scales(checkpoint, tensor), rows, WeightFormat.INT4.scales(cols));
            }
            case F64, I64, I32, I16, U64, U32, U16, BOOL ->
                throw SafetensorsHeader.fault(
                        tensor.file(), tensor.name(), "dtype " + tensor.dtype(), "F32, BF16, F16 or quantized I8, U8");
        }
    }

    /** INT8 or INT8_ROW, which differ in their scales; a row of one group is the same in both and counts as INT8. */
    static WeightFormat int8Format(TensorInfo scales, int cols) {
        return scales.shape().getLast() == WeightFormat.INT8.scales(cols) ? WeightFormat.INT8 : WeightFormat.INT8_ROW;
    }

    private static TensorInfo scales(Checkpoint checkpoint, TensorInfo tensor) {
        String name = tensor.name() + Checkpoint.SCALES;
        TensorInfo scales = checkpoint
                .info(name)
                .orElseThrow(() -> SafetensorsHeader.fault(
                        tensor.file(),
                        tensor.name(),
                        "dtype " + tensor.dtype() + " without '" + name + "'",
                        "its scales"));
        if (scales.dtype() != DType.BF16) {
            throw SafetensorsHeader.fault(scales.file(), name, "dtype " + scales.dtype(), "BF16");
        }
        return scales;
    }

    /** Refuses a tensor that is not of a float type and of this shape. */
    static void floats(TensorInfo tensor, long... shape) {
        switch (tensor.dtype()) {
            case F32, BF16, F16 -> shape(tensor, shape);
            case F64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL ->
                throw SafetensorsHeader.fault(
                        tensor.file(), tensor.name(), "dtype " + tensor.dtype(), "F32, BF16 or F16");
        }
    }

    private static void shape(TensorInfo tensor, long... shape) {
        if (!tensor.hasShape(shape)) {
            throw new MuninnException(
                    "%s: tensor '%s' has shape %s, the config asks for %s; was it trained at another width?"
                            .formatted(
                                    tensor.file(),
                                    JsonFields.shorten(tensor.name()),
                                    tensor.shape(),
                                    Arrays.toString(shape)));
        }
    }
}
