import { describeBottleneck } from '../testing/bottleneck.ts';
import { houlsby } from './index.ts';

describeBottleneck(houlsby, { name: 'houlsby', bottleneck: 4 }, 2, 'gelu');
