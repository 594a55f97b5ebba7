/** Vector of length 1 (or the zero vector) with few non-zero entries. */
export interface SparseVector {
  /** Ascending. */
  readonly indices: Int32Array;
  /** As many as indices. */
  readonly values: Float64Array;
}

/** Scalar product; for unit vectors the cosine. */
export function dot(a: SparseVector, b: SparseVector): number {
  let i = 0;
  let j = 0;
  let sum = 0;
  while (i < a.indices.length && j < b.indices.length) {
    const x = a.indices[i] as number;
    const y = b.indices[j] as number;
    if (x === y) {
      sum += (a.values[i] as number) * (b.values[j] as number);
      i += 1;
      j += 1;
    } else if (x < y) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return sum;
}

/** Scalar product with a dense vector. */
export function dotDense(vector: SparseVector, dense: Float64Array): number {
  let sum = 0;
  for (let entry = 0; entry < vector.indices.length; entry += 1) {
    sum += (vector.values[entry] as number) * (dense[vector.indices[entry] as number] as number);
  }
  return sum;
}

/** Adds a sparse vector to a dense one in place. */
export function addTo(dense: Float64Array, vector: SparseVector): void {
  for (let entry = 0; entry < vector.indices.length; entry += 1) {
    const index = vector.indices[entry] as number;
    dense[index] = (dense[index] as number) + (vector.values[entry] as number);
  }
}

/** A dense vector (for instance a model's embedding), scaled to length 1. */
export function fromDense(values: ArrayLike<number>): SparseVector {
  const length = Math.hypot(...Array.from(values));
  return {
    indices: Int32Array.from({ length: values.length }, (_, index) => index),
    values: Float64Array.from(values, (value) => (length === 0 ? 0 : value / length)),
  };
}
