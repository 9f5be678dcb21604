package dev.lethe.methods;

/**
 * The parabola {@code f(x) = h x^2 / 2 - g x} nearest to given points by least squares: how a loss changes along a
 * direction, descending where g is positive.
 *
 * @param slope g: the loss that a small step gains, by its length
 * @param curvature h
 * @param fit R^2, the explained share of the points' variance; 1 = exact, as through three points always
 */
record LocalQuadratic(double slope, double curvature, double fit) {

    /**
     * Fits losses at equally many places.
     *
     * @param x places along the direction; at least two other than 0
     * @param y losses there, less the loss at 0
     */
    static LocalQuadratic through(double[] x, double[] y) {
        // Normal equations of y = h u + g v with u = x^2 / 2 and v = -x.
        double uu = 0;
        double uv = 0;
        double vv = 0;
        double uy = 0;
        double vy = 0;
        double mean = 0;
        for (int i = 0; i < x.length; i++) {
            double u = x[i] * x[i] / 2;
            uu += u * u;
            uv -= u * x[i];
            vv += x[i] * x[i];
            uy += u * y[i];
            vy -= x[i] * y[i];
            mean += y[i] / x.length;
        }
        double determinant = uu * vv - uv * uv;
        double curvature = (uy * vv - vy * uv) / determinant;
        double slope = (vy * uu - uy * uv) / determinant;
        double residual = 0;
        double total = 0;
        for (int i = 0; i < x.length; i++) {
            residual += square(y[i] - (curvature * x[i] * x[i] / 2 - slope * x[i]));
            total += square(y[i] - mean);
        }
        return new LocalQuadratic(slope, curvature, total == 0 ? 0 : 1 - residual / total);
    }

    private static double square(double value) {
        return value * value;
    }

    /** Where the parabola is lowest; meaningful where slope and curvature are positive. */
    double minimizer() {
        return slope / curvature;
    }
}
