package dev.lethe.harness;
import ai.djl.ndarray.*;
import ai.djl.ndarray.types.*;
import dev.lethe.harness.torch.*;
import java.util.*;
import org.junit.jupiter.api.Test;
class ScratchTests {
  @Test void go() {
    try (Compute c = Compute.best()) {
      c.run(() -> {
        Map<String,Object> o = new HashMap<>();
        o.put("layers", 2); o.put("kv_heads", 2); o.put("head_size", 8); o.put("rms_norm", false); o.put("norm_eps", 1e-5); o.put("gated", true); o.put("parallel", false); o.put("attention_scale", 1/Math.sqrt(8)); o.put("qkv_clip", 0.0); o.put("windows", new int[]{0,0}); o.put("compute", 6);
        Kernels k = new Kernels(c.manager(), o);
        NDManager m = c.manager().newSubManager();
        NDArray none = m.create(new Shape(0)); NDArray none2 = m.create(new Shape(0));
        List<NDArray> w = new ArrayList<>();
        w.add(m.randomNormal(new Shape(50,16))); w.add(none); w.add(none); w.add(none); w.add(m.randomNormal(new Shape(50,16))); w.add(none);
        for (int l=0;l<2;l++) for (int s=0;s<18;s++) w.add(switch(s){case 2,4,6,8 -> m.randomNormal(new Shape(16,16)); case 12,14 -> m.randomNormal(new Shape(32,16)); case 16 -> m.randomNormal(new Shape(16,32)); default -> none;});
        List<NDArray> a = new ArrayList<>(Collections.nCopies(42, none2));
        NDArray f = m.create(new float[]{1f,.1f,.01f,.001f});
        Network n = new Network(w,a,f);
        List<NDArray> t = List.of(w.get(0), w.get(4), w.get(8));
        t.forEach(x -> x.setRequiresGradient(true));
        List<NDArray> g = new ArrayList<>(); t.forEach(x -> g.add(k.zeros(m, Dtype.FLOAT32, x.getShape().getShape())));
        NDArray ids = m.create(new long[]{1,2,3,4,5,6}, new Shape(2,3));
        NDArray labels = m.create(new long[]{2,3,-100,5,6,-100}, new Shape(2,3));
        NDArray kinds = m.create(new long[]{0});
        NDArray h = k.hidden(m, n, ids, m.create(new Shape(0), DataType.BOOLEAN), true);
        System.out.println(h);
        NDArray q = k.quantities(m, n, h, labels, kinds); System.out.println(q);
        NDArray up = q.onesLike().div(4);
        NDArray dh = k.headBackward(m, n, h, labels, kinds, up, g.get(1), m.create(new Shape(0)));
        k.backward(m, h, dh, t, g);
        System.out.println(g.get(0).get("1:3")+" "+g.get(1).get("1:3")+" "+k.clip(m, g, 1.0));
        List<NDArray> m1 = new ArrayList<>(), m2 = new ArrayList<>(), st = new ArrayList<>();
        for (NDArray x : t) { m1.add(k.zeros(m, Dtype.FLOAT32, x.getShape().getShape())); m2.add(k.zeros(m, Dtype.FLOAT32, x.getShape().getShape())); st.add(k.zeros(m, Dtype.FLOAT32)); }
        System.out.println(t.get(0).get("1:3"));
        k.adamw(m, t, g, m1, m2, st, 0.01, 0, .9, .999, 1e-8);
        System.out.println(t.get(0).get("1:3"));
        k.zero(m, g); System.out.println(g.get(0).get("1:3"));
        System.out.println(k.greedy(m, n, ids, m.create(new boolean[]{false,true,true,true,true,true}, new Shape(2,3)), m.create(new long[0], new Shape(0)), 5));
        System.out.println(k.nextTokenLogProbabilities(m, n, h, m.create(new long[]{1,2})).getShape());
        System.out.println(k.bytes(m, w.get(8), Dtype.BFLOAT16).getShape());
        NDArray z = k.zeros(m, Dtype.BFLOAT16, 256); k.fill(m, z, 0, k.bytes(m, w.get(8), Dtype.FLOAT32), Dtype.FLOAT32); System.out.println(z.getDataType());
      });
    }
  }
}
