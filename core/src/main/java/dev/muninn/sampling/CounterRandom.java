package dev.muninn.sampling;
public final class CounterRandom { public static double uniform(long s,long p,int k){return 0.5;} public static void fillTruncatedNormal(long seed,long pos,float std,float[] o,int at,int n){ java.util.Random r=new java.util.Random(seed*31+pos); for(int i=0;i<n;i++)o[at+i]=(float)(r.nextGaussian()*std);} }
