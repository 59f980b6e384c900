import { describeBottleneck } from '../testing/bottleneck.ts';
import { pfeiffer } from './index.ts';

describeBottleneck(pfeiffer, { name: 'pfeiffer', bottleneck: 4 }, 1, 'relu');
