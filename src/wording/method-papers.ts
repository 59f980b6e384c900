/** @file Where the methods were proposed. */
import type { MethodVariant } from '../recipes/variants.ts';

interface Paper {
  authors: string;
  year: number;
  url: string;
}

const arxiv = (authors: string, year: number, id: string): Paper => ({
  authors,
  year,
  url: `https://arxiv.org/abs/${id}`,
});

/** Where each was proposed, or is measured under that name; null for what is older than its name. */
export const METHOD_PAPERS: Readonly<Record<MethodVariant, Paper | null>> = {
  full: null,
  head: null,
  layers: arxiv('Hu et al. (FT-Top2)', 2021, '2106.09685'),
  bitfit: arxiv('Ben Zaken et al.', 2021, '2106.10199'),
  norms: arxiv('Zhao et al.', 2023, '2312.11420'),
  houlsby: arxiv('Houlsby et al.', 2019, '1902.00751'),
  pfeiffer: arxiv('Pfeiffer et al.', 2020, '2005.00247'),
  prompt: arxiv('Lester et al.', 2021, '2104.08691'),
  prefix: arxiv('Li & Liang', 2021, '2101.00190'),
  prefixMlp: arxiv('Li & Liang', 2021, '2101.00190'),
  ptuning: arxiv('Liu et al.', 2021, '2110.07602'),
  ia3: arxiv('Liu et al.', 2022, '2205.05638'),
  lora: arxiv('Hu et al.', 2021, '2106.09685'),
  rslora: arxiv('Kalajdzievski', 2023, '2312.03732'),
  loraPlus: arxiv('Hayou et al.', 2024, '2402.12354'),
  dora: arxiv('Liu et al.', 2024, '2402.09353'),
  pissa: arxiv('Meng et al.', 2024, '2404.02948'),
  qloraInt8: arxiv('Dettmers et al.', 2022, '2208.07339'),
  qloraNf4: arxiv('Dettmers et al.', 2023, '2305.14314'),
};
