// The picture of how decisions need each other, fetched only for files that hold several.
import 'dmn-js/dist/assets/dmn-js-drd.css';
import DrdViewer from 'dmn-js-drd/lib/NavigatedViewer';

export default DrdViewer;
