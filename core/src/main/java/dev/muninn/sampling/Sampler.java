package dev.muninn.sampling;
public final class Sampler { public Sampler(Sampling s) {} public int sample(float[] l, int at, int n, int[] hist, int len, long seed, long pos) { int b=0; for(int i=1;i<n;i++) if(l[at+i]>l[at+b]) b=i; return b; } }
